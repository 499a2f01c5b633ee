/** What the server says when something did not go: what happened, and what to do. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    what: string,
    readonly remedy: string,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(what);
  }

  /** Nothing of the server answered. */
  get offline(): boolean {
    return this.code === "offline";
  }

  /** Until when Spotify takes no calls, where that is the reason. */
  get until(): string | null {
    return typeof this.more.until === "string" ? this.more.until : null;
  }
}

export function offline(): Problem {
  return new Problem(0, "offline", "Playwarden does not answer.", "See whether it is up. This page goes on by itself when it is.");
}

/** Reads `application/problem+json`; whatever else comes (a proxy's page) is told by its status. */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === "object" && body !== null && "code" in body) {
    const { code, detail, title, remedy, ...more } = body as Record<string, unknown>;
    return new Problem(status, String(code), String(detail ?? title ?? "Something went wrong."), String(remedy ?? ""), more);
  }
  return new Problem(status, "http", `The server answered ${status}.`, "Try again; the log in the data folder has the details.");
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new Problem(0, "page", "This page met something unexpected.", what);
}
