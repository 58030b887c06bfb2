/** Reads JSON; undefined for what is none (an HTML page, half a reply), which the schema that comes next refuses. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
