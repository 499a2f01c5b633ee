/** What a member sets for themselves and, where they may, for others. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { type Role, session } from "@/api/session";

export type Member = Schemas["MemberDocument"];
export type Invitation = Schemas["InvitationDocument"];
export type Token = Schemas["TokenDocument"];
export type Level = "edit" | "view";
export type Extra = "override_plan" | "force_rule" | "delete";

/** What somebody may do: `accounts` null for all of them, as far as the role goes. */
export interface Rights {
  role: Role;
  accounts: Record<string, Level> | null;
  extra: Extra[];
}

export const devicesQuery = queryOptions({ queryKey: ["devices"], queryFn: session.devices });
export const membersQuery = queryOptions({ queryKey: ["members"], queryFn: () => data(api.GET("/api/v1/members")), staleTime: 60_000 });
export const invitationsQuery = queryOptions({ queryKey: ["invitations"], queryFn: () => data(api.GET("/api/v1/members/invitations")) });
export const tokensQuery = queryOptions({ queryKey: ["tokens"], queryFn: () => data(api.GET("/api/v1/tokens")) });
export const namesQuery = queryOptions({ queryKey: ["accounts"], queryFn: () => data(api.GET("/api/v1/accounts")), staleTime: 60_000 });

/** What accounts are called, by their ids. */
export function useNames(): ReadonlyMap<string, string> {
  const { data: found } = useQuery(namesQuery);
  return new Map((found ?? []).map((account) => [account.id, account.name]));
}

export const invite = (body: Rights) => data(api.POST("/api/v1/members/invitations", { body }));
export const withdraw = (invitation: string) => data(api.DELETE("/api/v1/members/invitations/{invitation}", { params: { path: { invitation } } }));
export const signInLink = (member: string) => data(api.POST("/api/v1/members/links", { body: { purpose: "sign_in", member } }));
export const removeMember = (member: string) => data(api.DELETE("/api/v1/members/{member}", { params: { path: { member } } }));
export const changeMember = (member: string, rights: Rights) =>
  data(api.PATCH("/api/v1/members/{member}", { params: { path: { member } }, body: { role: rights.role, accounts: rights.accounts, all_accounts: rights.accounts === null, extra: rights.extra } }));

export const makeToken = (body: { name: string; scopes: ("read" | "write" | "admin")[]; expires_in_days: number }) => data(api.POST("/api/v1/tokens", { body }));
export const revokeToken = (token: string) => data(api.DELETE("/api/v1/tokens/{token}", { params: { path: { token } } }));
export const changePassword = (body: { old: string; new: string }) => data(api.PUT("/api/v1/session/password", { body }));
export const signOutElsewhere = () => data(api.DELETE("/api/v1/sessions"));
