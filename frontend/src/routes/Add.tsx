/** Add tracks: a list is pasted, those of before are opened again. */
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { PasteBox } from "@/features/adding/PasteBox";
import { PasteList } from "@/features/adding/PasteList";
import { useMayEdit } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import "@/features/adding/adding.css";

const route = getRouteApi("/inside/add");

export function Add() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  return (
    <Page title="Add tracks" about={<>A list as you have it becomes tracks of a playlist. What you decide is remembered: <Link className="pw-link pw-text-link" to="/add/decisions">decisions</Link>.</>}>
      {mayEdit && (
        <PasteBox
          account={search.account} onAccount={(account) => void navigate({ to: "/add", search: { ...search, account }, replace: true })}
          onKept={(paste) => void navigate({ to: "/add/$paste", params: { paste }, search: { playlist: search.playlist } })}
        />
      )}
      <PasteList playlist={search.playlist} />
    </Page>
  );
}
