import { z } from "zod";

/** What a setting's value may be. Pulumi hands every value over as text; `schema` turns it into what the program uses. */
export interface Kind<T> {
  readonly schema: z.ZodType<T>;
  /** Completes "expected …", in errors and in the docs. */
  readonly expected: string;
  /** Type declared in Pulumi.yaml, checked by Pulumi itself. Absent: text. */
  readonly type?: "integer" | "boolean" | "array";
}

/** Returns what is wrong with a text, or undefined. */
type Rule = (text: string) => string | undefined;

const text = (rule: Rule) =>
  z.string().superRefine((value, context) => {
    const message = rule(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** Accepts one of the values. */
export function oneOf<const T extends string>(...values: readonly T[]): Kind<T> {
  const expected = values.join(" or ");
  return { expected, schema: z.enum(values, `expected ${expected}`) };
}

/** Accepts what has `form` and is a number from `least` to `most`, both included. */
function numeric(form: RegExp, least: number, most: number, expected: string): Kind<number> {
  const error = `expected ${expected}`;
  const inRange = z.number(error).min(least, error).max(most, error);
  return { expected, schema: z.string().regex(form, error).transform(Number).pipe(inRange) };
}

/** Accepts a number from `least` to `most`, both included; it need not be whole. */
export const number = (least: number, most: number, unit: string): Kind<number> =>
  numeric(/\S/, least, most, `a number from ${least} to ${most} (${unit})`);

/** Accepts a whole number from `least` to `most`, both included. */
export const whole = (least: number, most: number, unit: string): Kind<number> =>
  numeric(/^\d+$/, least, most, `a whole number from ${least} to ${most} (${unit})`);

/** Accepts a TCP port. */
export const port = (): Kind<number> => ({
  ...numeric(/^\d+$/, 1, 65535, "a port from 1 to 65535"),
  type: "integer",
});

/** Accepts `true` or `false`. */
export function boolean(): Kind<boolean> {
  const { expected, schema } = oneOf("true", "false");
  return { expected, type: "boolean", schema: schema.transform((value) => value === "true") };
}

/** Accepts a text of this form. */
export const pattern = (form: RegExp, expected: string): Kind<string> => ({
  expected,
  schema: z.string().regex(form, `expected ${expected}`),
});

/** Accepts a text that `rule` finds nothing wrong with, and turns it into what the program uses. */
export const parsed = <T>(rule: Rule, parse: (text: string) => T, expected: string): Kind<T> => ({
  expected,
  schema: text(rule).transform(parse),
});

/** Accepts a JSON list of texts that `rule` finds nothing wrong with; spaces around each are dropped. */
export function list(rule: Rule, expected: string): Kind<string[]> {
  const error = `expected ${expected}`;
  const json = z.string().transform((value, context) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: error });
      return z.NEVER;
    }
  });
  // In two steps: what is no list of texts is one error, not one for each entry.
  const texts = z.unknown().refine((value) => z.array(z.string()).safeParse(value).success, error);
  const entries = z.array(text(rule).transform((value) => value.trim()));
  return { expected, type: "array", schema: json.pipe(texts).pipe(entries) };
}

/** Accepts empty text too: the setting is then absent. */
export const optional = <T>(kind: Kind<T>): Kind<T | undefined> => ({
  ...kind,
  expected: `${kind.expected}; or empty`,
  schema: z.preprocess((value) => (value === "" ? undefined : value), kind.schema.optional()),
});
