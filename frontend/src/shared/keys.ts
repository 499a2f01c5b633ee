/** Keys as they are meant. */
import type { KeyboardEvent } from "react";

/** Enter, but not the one by which an input method takes the signs that it proposes: that asks for nothing yet. */
export const isEnter = (event: Pick<KeyboardEvent, "key" | "nativeEvent">): boolean => event.key === "Enter" && !event.nativeEvent.isComposing;
