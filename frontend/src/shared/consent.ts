/** How long Spotify's consent still lasts, in words: the same days on which webhooks are told of it. */
import type { Schemas } from "@/api/client";
import { counted } from "@/shared/text";

type Account = Pick<Schemas["AccountDocument"], "state" | "days_left" | "name">;

/** From so many days on it is said on Today; from a week on on every page. */
export const WARNED = 30;

/** Whether it has ended; on its last day it has not. */
export const ended = (account: Account): boolean => account.state === "needs_reconnecting" || account.days_left < 0;

export const ends = (account: Account): string =>
  ended(account) ? `Spotify’s consent for ${account.name} has ended` : `Spotify’s consent for ${account.name} ends ${account.days_left === 0 ? "within a day" : `in ${counted(account.days_left, "day")}`}`;
