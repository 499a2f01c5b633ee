/** A picture from this device, as it is sent: the server makes the JPEG that Spotify takes. */
export const MOST_MB = 12;
export const KINDS = ["image/jpeg", "image/png", "image/webp"];

export interface Picture {
  /** For the preview. */
  url: string;
  base64: string;
}

/** Rejects with a sentence for what is no picture or too large. */
export async function taken(file: File): Promise<Picture> {
  if (!KINDS.includes(file.type)) throw new Error("That is no JPEG, PNG or WebP picture.");
  if (file.size > MOST_MB * 1024 * 1024) throw new Error(`That picture is larger than ${MOST_MB} MB.`);
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error("That file cannot be read."));
    reader.readAsDataURL(file);
  });
  return { url, base64: url.slice(url.indexOf(",") + 1) };
}
