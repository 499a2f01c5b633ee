/** Starts the pages. */
import "@mantine/core/styles.css";
import "./app.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onSignedOut } from "@/api/client";
import { Problem } from "@/api/problem";
import { sessionQuery } from "@/shared/session";
import { makeRouter } from "./router";
import { theme, variables } from "./theme";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Whatever the server refused it refuses again; only its silence is worth another try.
      retry: (count, error) => error instanceof Problem && error.offline && count < 3,
      refetchOnWindowFocus: true,
    },
  },
});
const router = makeRouter(client);
onSignedOut(() => {
  void client.invalidateQueries(sessionQuery).then(() => router.invalidate());
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
