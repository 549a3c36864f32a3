// What was entered into the fields of a form, as the API takes it; and what the API found wrong, beside the fields.
import { all, el, find, icon } from '../dom'
import { t } from '../texts'
import type { Problem } from '../api'
import { Exact, parseNumber, plainNumber } from './number'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** Something that can't be read: it is left to the field's own message. */
export class Unreadable { constructor(readonly text: string) {} }

export const fieldsIn = (root: ParentNode): HTMLElement[] => all('.field[data-kind]', root)

/** All fields, by name; empty ones are null. Amounts and numbers keep all their digits. */
export function readFields(root: ParentNode): Record<string, unknown> {
  return Object.fromEntries(fieldsIn(root).map(field => [field.dataset['field']!, readField(field)]))
}

/** What differs from what the form began with: the body of an update. */
export function readChanged(root: ParentNode): Record<string, unknown> {
  return Object.fromEntries(fieldsIn(root).filter(isChanged).map(field => [field.dataset['field']!, readField(field)]))
}

/** What was given, and what was emptied: the body of a create, where the rest has its default. */
export function readGiven(root: ParentNode): Record<string, unknown> {
  return Object.fromEntries(fieldsIn(root).map(field => [field, readField(field)] as const)
    .filter(([field, value]) => !isEmpty(value) || isChanged(field)).map(([field, value]) => [field.dataset['field']!, value]))
}

const isEmpty = (value: unknown): boolean => value === null || Array.isArray(value) && value.length === 0

export function isChanged(field: HTMLElement): boolean {
  return meaning(readField(field)) !== meaning(initialOf(field))
}

/** What the field held when it came, in the form in which it is read. */
export function initialOf(field: HTMLElement): unknown {
  const given = field.dataset['initial']
  const initial = given ? JSON.parse(given) as unknown : null
  switch (field.dataset['kind']) {
    // From the text itself: a parsed number may have lost digits.
    case 'integer':
    case 'decimal': return initial === null ? null : new Exact(plainNumber(given!))
    case 'money': {
      const amount = /"amount":\s*(-?[\d.]+)/.exec(given ?? '')?.[1]
      return amount ? { amount: new Exact(plainNumber(amount)), currency: (initial as { currency: string }).currency } : null
    }
    case 'boolean': return initial ?? (field.querySelector('input[type=checkbox]') ? false : null)
    case 'text_list': return initial ?? []
    case 'instant': return initial === null ? null : minuteOf(String(initial))
    default: return initial === '' ? null : initial
  }
}

export function readField(field: HTMLElement): unknown {
  const control = find<Control>('[data-part=value]', field)
  if (!control) return null
  const written = control.value.trim()
  switch (field.dataset['kind']) {
    case 'boolean':
      return control instanceof HTMLInputElement ? control.checked : written === '' ? null : written === 'true'
    case 'choice': {
      const value = control instanceof HTMLInputElement ? find<HTMLInputElement>('[data-part=value]:checked', field)?.value : written
      return value || null
    }
    case 'integer':
    case 'decimal':
      return written === '' ? null : numberOf(written)
    case 'money': {
      if (written === '') return null
      const amount = numberOf(written)
      return amount instanceof Unreadable ? amount : { amount, currency: find<HTMLSelectElement>('[data-part=currency]', field)?.value ?? '' }
    }
    case 'instant':
      return written === '' ? null : minuteOf(written)
    case 'text_list':
      return listOf(control)
    case 'json':
      if (written === '') return null
      try { return JSON.parse(written) as unknown } catch { return new Unreadable(written) }
    case 'text':
      return (field.dataset['format'] === 'multiline' ? control.value : written) || null
    default:
      return written || null
  }
}

function numberOf(written: string): Exact | Unreadable {
  const number = parseNumber(written)
  return number === null ? new Unreadable(written) : new Exact(number)
}

/** UTC; a time without a zone is the person's own. */
function minuteOf(written: string): string | Unreadable {
  const time = new Date(written)
  if (isNaN(time.getTime())) return new Unreadable(written)
  time.setSeconds(0, 0)
  return time.toISOString()
}

function listOf(control: Control): string[] {
  const items = control.closest('nx-tags')?.getAttribute('data-items')
  return items ? JSON.parse(items) as string[] : control.value.split(',').map(item => item.trim()).filter(item => item !== '')
}

/** One text for one meaning: numbers without needless digits, members in order. */
export function meaning(value: unknown): string {
  if (value instanceof Exact) return value.text
  if (value instanceof Unreadable) return `? ${value.text}`
  if (Array.isArray(value)) return `[${value.map(meaning).join()}]`
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([k, v]) => `${k}:${meaning(v)}`).join()}}`
  return JSON.stringify(value)
}

/** Says beside a field what is wrong with it; null: nothing. */
export function setFault(field: HTMLElement, message: string | null): void {
  const slot = find('.fault', field)
  if (!slot) return
  slot.replaceChildren(...(message ? [icon('circle-alert', 's'), el('span', {}, message)] : []))
  slot.hidden = !message
  for (const control of all<Control>('[data-part], [role=combobox]', field)) {
    if (message) control.setAttribute('aria-invalid', 'true')
    else control.removeAttribute('aria-invalid')
  }
}

export const hasFault = (field: HTMLElement): boolean => find('.fault', field)?.hidden === false

export function clearFaults(root: ParentNode): void {
  fieldsIn(root).forEach(field => setFault(field, null))
  find('.fault-summary', root)?.remove()
}

/** What a person types into, of a field. */
export const entryOf = (field: HTMLElement): HTMLElement | null =>
  find('nx-tags input:not([type=hidden]), [role=combobox], input[type=radio]:checked, [data-part=value]:not([type=hidden])', field)

/** Each fault beside its field, all of them in a summary at the top, and the first one under the cursor. */
export function showFaults(root: HTMLElement, problem: Pick<Problem, 'message' | 'fields'>): void {
  clearFaults(root)
  const byName = new Map(fieldsIn(root).map(field => [field.dataset['field']!, field]))
  const lines: HTMLElement[] = []
  for (const fault of problem.fields) {
    const field = byName.get(fault.field) ?? byName.get(fault.field.split(/[.[]/)[0]!)
    if (field) {
      setFault(field, fault.message)
      field.closest('details')?.setAttribute('open', '')
      lines.push(el('li', {}, el('button', { type: 'button', class: 'link', onclick: () => entryOf(field)?.focus() }, fault.message)))
    } else lines.push(el('li', {}, fault.message))
  }
  summarise(root, problem.fields.length > 0 ? problem.fields.length === 1 ? t('One thing isn’t right yet.') : t('{0} things aren’t right yet.', problem.fields.length) : problem.message, lines)
  const first = fieldsIn(root).find(hasFault)
  const entry = first && entryOf(first)
  if (entry) entry.focus()
  else find('.fault-summary', root)?.focus()
}

function summarise(root: HTMLElement, message: string, lines: HTMLElement[]): void {
  const summary = el('div', { class: 'alert bad fault-summary', role: 'alert', tabindex: '-1' }, icon('circle-alert'),
    el('div', { class: 'grow' }, el('strong', {}, message), lines.length > 0 && el('ul', {}, ...lines)))
  ;(find('[data-faults]', root) ?? root).prepend(summary)
}
