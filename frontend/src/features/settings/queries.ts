/** Where this member is signed in. */
import { queryOptions } from "@tanstack/react-query";
import { session } from "@/api/session";

export const devicesQuery = queryOptions({ queryKey: ["devices"], queryFn: session.devices });
