// Numbers as people write them: the decimal sign of the page's language, groups allowed, and no digit lost on the way.
import { locale } from '../texts'

const parts = new Intl.NumberFormat(locale).formatToParts(1234567.8)
const decimalSign = parts.find(p => p.type === 'decimal')?.value ?? '.'
const GROUPS = /[\s\u00a0\u202f'’_]/g

/** A number kept as it was written; becomes a JSON number with all its digits. */
export class Exact {
  constructor(readonly text: string) {}
  toJSON(): unknown {
    const raw = (JSON as { rawJSON?: (text: string) => unknown }).rawJSON
    return raw ? raw(this.text) : Number(this.text)
  }
  toString(): string { return this.text }
}

/** `1.234,5` in German and `1,234.5` in English are 1234.5; what can only be meant one way is taken so. Null for what is no number. */
export function parseNumber(written: string): string | null {
  let text = written.trim().replace(GROUPS, '').replace(/^[−–]/, '-')
  const [comma, point] = [text.lastIndexOf(','), text.lastIndexOf('.')]
  if (comma >= 0 && point >= 0) {
    // The later one parts the decimals.
    const [group, decimal] = comma > point ? ['.', ','] : [',', '.']
    if (text.indexOf(decimal) !== text.lastIndexOf(decimal)) return null
    text = text.replaceAll(group, '').replace(decimal, '.')
  } else if (comma >= 0 || point >= 0) {
    const sign = comma >= 0 ? ',' : '.'
    const many = text.indexOf(sign) !== text.lastIndexOf(sign)
    const asGroups = /^-?\d{1,3}([.,]\d{3})+$/.test(text) && sign !== decimalSign
    if (many && !asGroups) return null
    text = asGroups ? text.replaceAll(sign, '') : text.replace(sign, '.')
  }
  const found = /^([-+]?)0*(\d*)(?:\.(\d*))?$/.exec(text)
  if (!found || !((found[2] ?? '') + (found[3] ?? '')) && !/\d/.test(text)) return null
  const decimals = (found[3] ?? '').replace(/0+$/, '')
  const whole = `${found[2] || '0'}${decimals ? '.' + decimals : ''}`
  return found[1] === '-' && whole !== '0' ? `-${whole}` : whole
}

/** Of a JSON number: without zeros that say nothing. */
export const plainNumber = (json: string): string => json.includes('.') ? json.replace(/\.?0+$/, '') : json

/** With the page's decimal sign, as an input shows it. */
export const writeNumber = (text: string): string => text.replace('.', decimalSign)

/** -1, 0 or 1, without loss. */
export function compareNumbers(a: string, b: string): number {
  const scale = Math.max(decimalsOf(a), decimalsOf(b))
  const [x, y] = [whole(a, scale), whole(b, scale)]
  return x < y ? -1 : x > y ? 1 : 0
}

const decimalsOf = (text: string): number => text.includes('.') ? text.length - text.indexOf('.') - 1 : 0

function whole(text: string, scale: number): bigint {
  const [before = '0', after = ''] = text.split('.')
  return BigInt(before.replace(/^\+/, '') + after.padEnd(scale, '0'))
}
