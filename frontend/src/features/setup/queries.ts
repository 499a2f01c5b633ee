/** The redirect URIs to register, and the test of the set-up. */
import { queryOptions } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";

export type Finding = Schemas["FindingDocument"];
export const redirectsQuery = queryOptions({ queryKey: ["redirects"], queryFn: () => data(api.GET("/api/v1/accounts/redirects")), staleTime: Infinity });
/** Takes one call for each account that is connected through the app. */
export const diagnose = (app: string) => data(api.POST("/api/v1/accounts/diagnosis", { body: { app_id: app } }));
