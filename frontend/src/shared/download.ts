/** Hands the viewer a file that the server made. */
const NAMED = /filename\*=UTF-8''([^;]+)/i;

/** The name that an answer gives its file. */
export function nameOf(response: Response, otherwise: string): string {
  const name = NAMED.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return name === undefined ? otherwise : decodeURIComponent(name);
}

export function hand(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
