/** Lists that come in pages: all of one, however long it is. */
export const PAGE = 500;

/** `read` answers at most `PAGE` of a list, behind the one that is called `after`. */
export async function whole<One>(read: (after: string | undefined) => Promise<One[]>, id: (one: One) => string): Promise<One[]> {
  const found: One[] = [];
  for (;;) {
    const some = await read(found.length === 0 ? undefined : id(found.at(-1)!));
    found.push(...some);
    if (some.length < PAGE) return found;
  }
}
