/** What the server says, with links where it names a command that pages have a way for. */
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { pieces } from "./ways";

export function Says({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, index) => {
        if (typeof piece === "string") return <Fragment key={index}>{piece}</Fragment>;
        if ("command" in piece) return <Fragment key={index}><code>{piece.command}</code> (in a terminal of the server)</Fragment>;
        return <Link key={index} className="pw-link pw-text-link" to={piece.to}>{piece.words}</Link>;
      })}
    </>
  );
}
