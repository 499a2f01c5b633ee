/** What of a picture becomes the cover: a square that is moved and sized by mouse, finger, or sliders. */
import { Slider, Stack, Text } from "@mantine/core";
import { type PointerEvent, useRef, useState } from "react";
import type { Crop } from "@/shared/protection/queries";

interface Square { x: number; y: number; size: number }

/** The square as the server takes it. */
export function cropOf(square: Square, width: number, height: number): Crop {
  const side = Math.min(width, height) * square.size;
  return { x: (square.x * (width - side)) / width, y: (square.y * (height - side)) / height, side: square.size };
}

export function Cropping({ url, onCrop }: { url: string; onCrop: (crop: Crop | null) => void }) {
  const [square, setSquare] = useState<Square>({ x: 0.5, y: 0.5, size: 1 });
  const [natural, setNatural] = useState<{ width: number; height: number } | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const to = (next: Square) => {
    const within = { x: Math.min(1, Math.max(0, next.x)), y: Math.min(1, Math.max(0, next.y)), size: next.size };
    setSquare(within);
    if (natural !== null) onCrop(within.size === 1 && natural.width === natural.height ? null : cropOf(within, natural.width, natural.height));
  };
  const drag = (event: PointerEvent) => {
    if (event.buttons === 0 || area.current === null || natural === null) return;
    const box = area.current.getBoundingClientRect();
    const side = Math.min(box.width, box.height) * square.size;
    const free = { width: box.width - side, height: box.height - side };
    to({ ...square, x: free.width > 1 ? square.x + event.movementX / free.width : square.x, y: free.height > 1 ? square.y + event.movementY / free.height : square.y });
  };
  const crop = natural === null ? null : cropOf(square, natural.width, natural.height);
  const percent = (part: number) => `${100 * part}%`;
  const side = natural === null ? 0 : Math.min(natural.width, natural.height) * square.size;
  return (
    <Stack gap={6}>
      <div className="pw-crop" ref={area} onPointerMove={drag} onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}>
        <img
          src={url} alt="The picture that was chosen" draggable={false}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => { setNatural({ width, height }); onCrop(width === height ? null : cropOf(square, width, height)); }}
        />
        {crop !== null && natural !== null && <div aria-hidden style={{ left: percent(crop.x), top: percent(crop.y), width: percent(side / natural.width), height: percent(side / natural.height) }} />}
      </div>
      <Text size="xs" c="dimmed">Covers are square: move the frame, or use the sliders.</Text>
      <Slider thumbLabel="Size of the frame" size="sm" min={20} max={100} value={square.size * 100} onChange={(value) => to({ ...square, size: value / 100 })} label={null} />
      <Slider thumbLabel="From left to right" size="sm" value={square.x * 100} onChange={(value) => to({ ...square, x: value / 100 })} label={null} />
      <Slider thumbLabel="From top to bottom" size="sm" value={square.y * 100} onChange={(value) => to({ ...square, y: value / 100 })} label={null} />
    </Stack>
  );
}
