// Types first; then who may import whom: app -> routes -> features -> shared -> api, and features never meet.
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const forbid = (patterns) => ({
  rules: { "no-restricted-imports": ["error", { patterns }] },
});
const above = (...rooms) =>
  rooms.map((room) => ({ group: [`@/${room}`, `@/${room}/**`], message: `Imports point down only: nothing here may know ${room}/.` }));
const outside = { group: ["../../*"], message: "Reach other rooms by @/." };

export default tseslint.config(
  { ignores: ["node_modules", "src/api/schema.ts"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "react-hooks/incompatible-library": "off",
      "max-lines": ["error", { max: 400 }],
      eqeqeq: ["error", "smart"],
      "no-console": "error",
    },
  },
  { files: ["src/api/**"], ...forbid([...above("app", "routes", "features", "shared"), outside]) },
  { files: ["src/shared/**"], ...forbid([...above("app", "routes", "features"), outside]) },
  {
    files: ["src/features/**"],
    ...forbid([...above("app", "routes"), { group: ["@/features/**"], message: "Features never import features; what they share is shared/." }, outside]),
  },
  { files: ["src/routes/**"], ...forbid([...above("app"), outside]) },
  { files: ["scripts/**", "e2e/**"], rules: { "no-console": "off" } },
);
