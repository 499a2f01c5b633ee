/** The one theme: one accent, light and dark, calm and dense. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#e6f6f9", "#d2e9ee", "#a5d2dc", "#75bac9", "#4ea6b9", "#3599ae", "#23809a", "#0b7285", "#0a5f70", "#034c5b",
];

/** Greys with a little of the accent in them, so that fields and menus belong to the page. */
const dark: MantineColorsTuple = [
  "#d3d8dc", "#b6bdc4", "#8f979f", "#656d75", "#3d454c", "#31383e", "#23282d", "#191d20", "#14171a", "#0f1113",
];

export const theme = createTheme({
  primaryColor: "accent",
  colors: { accent, dark },
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", "Open Sans", sans-serif',
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.35rem" }, h2: { fontSize: "1.05rem" }, h3: { fontSize: "0.95rem" } } },
  fontSizes: { xs: "0.75rem", sm: "0.84rem", md: "0.92rem", lg: "1.05rem", xl: "1.25rem" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});

/** Secondary text has to be readable (4.5:1) on every surface that it stands on. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#525a63",
    "--mantine-color-placeholder": "#6a727b",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-body": "#ffffff",
    "--pw-surface": "#f6f7f8",
    "--pw-line": "#e3e6e9",
    "--pw-picked": "#e1f2f6",
    "--pw-accent-text": "#0a5f70",
    "--pw-good": "#1c6e30",
    "--pw-warn": "#8a4a00",
    "--pw-bad": "#b42318",
    "--pw-added": "#e4f5e8",
    "--pw-removed": "#fdecea",
    "--pw-moved": "#fdf3e0",
  },
  dark: {
    "--mantine-color-dimmed": "#a9b1b9",
    "--mantine-color-placeholder": "#8d959d",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-body": "#16191c",
    "--pw-surface": "#1d2125",
    "--pw-line": "#2e343a",
    "--pw-picked": "#12333b",
    "--pw-accent-text": "#75c7d9",
    "--pw-good": "#7bd88f",
    "--pw-warn": "#f2b45f",
    "--pw-bad": "#ff8f85",
    "--pw-added": "#16321d",
    "--pw-removed": "#3a1d1b",
    "--pw-moved": "#362a14",
  },
});
