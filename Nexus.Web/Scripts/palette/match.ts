// How well a text answers what was typed: all letters in order, better at the beginnings of words and side by side.

/** Greater is better; 0: it doesn't. */
export function match(text: string, typed: string): number {
  const [where, what] = [fold(text), fold(typed)]
  if (!what) return 1
  const at = where.indexOf(what)
  if (at === 0) return 100 + what.length / where.length
  if (at > 0) return (/[\s:,(]/.test(where[at - 1] ?? '') ? 80 : 50) + what.length / where.length
  // Words of what was typed, each the beginning of a word.
  const words = where.split(/[\s:,()]+/)
  if (what.split(/\s+/).every(part => words.some(word => word.startsWith(part)))) return 40
  let from = 0
  for (const letter of what.replaceAll(' ', '')) {
    from = where.indexOf(letter, from) + 1
    if (!from) return 0
  }
  return what.length > 2 && from <= what.length * 3 ? 10 : 0
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
