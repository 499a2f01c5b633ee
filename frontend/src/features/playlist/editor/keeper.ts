/** Sends a draft to the server a moment after it changed, over the one it has seen; whatever is not there yet waits here. */
import { Problem } from "@/api/problem";
import { alike, baseText, type Kept, type Unsent } from "./keeping";

export interface Ways {
  /** Keeps `kept` over the draft `tag`; answers the new tag. The base is left out where the server has it. */
  save: (kept: Kept, tag: string | null, withBase: boolean, leaving: boolean) => Promise<string>;
  discard: (tag: string, leaving: boolean) => Promise<void>;
  /** What the server keeps now; null: no draft. */
  there: () => Promise<(Pick<Kept, "base" | "rows"> & { tag: string }) | null>;
  hold: (what: Unsent) => void;
  release: () => void;
}

/** `kept`: all is at the server; `waiting`: it could not be reached; `overtaken`: another draft is kept there. */
export type Standing = "kept" | "sending" | "waiting" | "overtaken";

const SEND_MS = 700;
const AGAIN_MS = 4_000;

export class Keeper {
  private pending: { kept: Kept | null } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private under: Promise<void> | null = null;
  private standing: Standing;
  private about: unknown = null;
  /** Sent, and no answer came: the server may have it all the same. */
  private unheard: Kept | null = null;

  /** `base`: what the server has as the base of the draft `tag`, null: nothing. */
  constructor(
    private readonly ways: Ways,
    private readonly heard: (standing: Standing, about: unknown) => void,
    private tag: string | null,
    private base: string | null,
    begins: Standing = "kept",
  ) {
    this.standing = begins;
  }

  get seen(): string | null {
    return this.tag;
  }

  get idle(): boolean {
    return this.pending === null && this.under === null && this.standing === "kept";
  }

  /** Something else is wanted from now on; null: no draft. `about` comes back with what is told of it. */
  changed(kept: Kept | null, about: unknown = null): void {
    this.about = about;
    this.pending = { kept };
    this.ways.hold({ tag: this.tag, kept, at: new Date().toISOString() });
    if (this.standing === "overtaken") return;
    this.say("sending");
    this.plan(SEND_MS);
  }

  /** What another tab has kept is what stands here now. */
  follow(tag: string | null, base: string | null): void {
    this.tag = tag;
    this.base = base;
    this.pending = null;
    this.ways.release();
    this.say("kept");
  }

  /** What stands here takes the place of whatever is kept. */
  insist(): void {
    this.tag = "*";
    this.base = null;
    this.say("sending");
    void this.flush();
  }

  overtaken(): void {
    clearTimeout(this.timer);
    this.say("overtaken");
  }

  /** Sends what waits, now. `leaving`: the page goes away. */
  async flush(leaving = false): Promise<void> {
    clearTimeout(this.timer);
    if (this.under !== null) {
      await this.under;
      if (this.pending !== null && this.standing === "sending") await this.flush(leaving);
      return;
    }
    if (this.pending === null || this.standing === "overtaken") return;
    this.under = this.send(this.pending.kept, leaving).finally(() => {
      this.under = null;
    });
    await this.under;
    if (this.pending !== null && this.standing === "sending") this.plan(SEND_MS);
  }

  stop(): Promise<void> {
    return this.flush(true);
  }

  private plan(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async send(kept: Kept | null, leaving: boolean): Promise<void> {
    const sent = this.pending;
    try {
      if (kept === null) {
        if (this.tag !== null) await this.ways.discard(this.tag, leaving);
        this.tag = this.base = null;
      } else {
        const base = baseText(kept);
        this.tag = await this.saved(kept, base !== this.base, leaving);
        this.base = base;
      }
      this.unheard = null;
      if (this.pending === sent) {
        this.pending = null;
        this.ways.release();
        this.say("kept");
      } else if (this.pending !== null) this.ways.hold({ tag: this.tag, kept: this.pending.kept, at: new Date().toISOString() });
    } catch (error) {
      if (error instanceof Problem && error.code === "overtaken") this.overtaken();
      else {
        this.say("waiting");
        this.plan(AGAIN_MS);
      }
    }
  }

  /** The tag of the draft once it is kept. One that was kept before and told nobody here is our own, not another tab's. */
  private async saved(kept: Kept, withBase: boolean, leaving: boolean): Promise<string> {
    try {
      return await this.ways.save(kept, this.tag, withBase, leaving);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "overtaken") {
        this.unheard = kept;
        throw error;
      }
      const there = this.unheard === null ? null : await this.ways.there();
      if (there === null || this.unheard === null || !alike(this.unheard, there)) throw error;
      return alike(kept, there) ? there.tag : await this.ways.save(kept, there.tag, true, leaving);
    }
  }

  private say(standing: Standing): void {
    if (this.standing === standing) return;
    this.standing = standing;
    this.heard(standing, this.about);
  }
}
