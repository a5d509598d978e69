// The words on the screens, from the app's own locale file: tests find things as people do.
import { readFileSync } from "node:fs";

const texts = JSON.parse(
  readFileSync(new URL("../../frontend/locales/vi.json", import.meta.url), "utf8"),
) as Record<string, string>;

/** A text of the interface, in Vietnamese. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = texts[key];
  if (text === undefined) throw new Error(`vi.json has no ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${key} needs {${name}}`);
    return String(value);
  });
}

/** Uppercase letters with stacked marks, and those with a bar: what bad styles clip first. */
export const STACKED = "ẰẲẴẮẶ Ễ Ộ Ữ Ỵ ỹ đĐ";
