// Texts of the scripts in the page's language. English is the key; the German ones are taken from Texts.de.resx when the bundle is made.
import german from 'texts:de'

const chosen: Record<string, string> = document.documentElement.lang.startsWith('de') ? german : {}

/** The text, with `{0}`, `{1}` … put in. */
export function t(text: string, ...values: unknown[]): string {
  return (chosen[text] ?? text).replace(/\{(\d)\}/g, (_, i: string) => String(values[Number(i)] ?? ''))
}

/** The page's locale, for Intl. */
export const locale = document.documentElement.dataset['locale'] ?? 'en-GB'
