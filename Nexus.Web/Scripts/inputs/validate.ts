// Says while typing what a declaration wants of a field: required, length, pattern, range, form. The server checks all of it again.
import { all } from '../dom'
import { t, locale } from '../texts'
import { compareNumbers, Exact } from './number'
import { fieldsIn, hasFault, readField, setFault, Unreadable } from './read'

const EMAIL = /^[^@\s"(),:;<>[\]\\]+@[^@\s"(),:;<>[\]\\.]+(\.[^@\s"(),:;<>[\]\\.]+)*$/
const PHONE = /^\+?[0-9 ()./x-]{3,40}$/
const EMAIL_LENGTH_MAX = 254

/** What is wrong with the field as it is now; null: nothing that can be told here. */
export function faultOf(field: HTMLElement): string | null {
  const label = field.dataset['label'] ?? ''
  const value = readField(field)
  if (value instanceof Unreadable) return unreadable(field, label)
  if (value === null || Array.isArray(value) && value.length === 0) {
    const incomplete = field.querySelector<HTMLInputElement>('input[data-part=value]')?.validity.badInput
    if (incomplete) return unreadable(field, label)
    const unmatched = field.querySelector<HTMLInputElement>('[role=combobox]')?.value
    if (unmatched) return t('“{0}” isn’t one of the list. Choose one that is.', unmatched)
    return field.dataset['required'] !== undefined ? t('{0} must be given.', label) : null
  }
  if (value instanceof Exact) return field.dataset['kind'] === 'integer' && value.text.includes('.') ? t('{0} must be a whole number.', label) : range(field, label, value.text)
  if (field.dataset['kind'] === 'money') {
    const amount = (value as { amount: Exact }).amount.text
    return (amount.split('.')[1]?.length ?? 0) > 4 ? t('{0} has at most 4 digits after the decimal sign.', label) : range(field, label, amount)
  }
  for (const item of Array.isArray(value) ? value as string[] : typeof value === 'string' ? [value] : []) {
    const fault = textFault(field, label, item)
    if (fault) return fault
  }
  return null
}

function unreadable(field: HTMLElement, label: string): string {
  switch (field.dataset['kind']) {
    case 'date': case 'instant': return t('{0} isn’t a date that there is.', label)
    case 'json': return t('{0} isn’t JSON.', label)
    default: return t('{0} must be a number.', label)
  }
}

function range(field: HTMLElement, label: string, number: string): string | null {
  const { min, max } = field.dataset
  const show = (limit: string): string => new Intl.NumberFormat(locale).format(Number(limit))
  if (min !== undefined && compareNumbers(number, min) < 0) return t('{0} must be at least {1}.', label, show(min))
  if (max !== undefined && compareNumbers(number, max) > 0) return t('{0} must be at most {1}.', label, show(max))
  return null
}

function textFault(field: HTMLElement, label: string, text: string): string | null {
  const { maxLength, format, pattern, kind } = field.dataset
  if (kind !== 'text' && kind !== 'text_list') return null
  if (maxLength && text.length > Number(maxLength)) return t('{0} is longer than {1} characters.', label, maxLength)
  if (format === 'email' && (text.length > EMAIL_LENGTH_MAX || !EMAIL.test(text))) return t('{0} isn’t an e-mail address.', Array.isArray(readField(field)) ? text : label)
  if (format === 'phone' && !PHONE.test(text)) return t('{0} isn’t a telephone number.', Array.isArray(readField(field)) ? text : label)
  if (format === 'url' && !/^https?:\/\/[^\s/]/i.test(text)) return t('{0} must begin with https:// or http://.', label)
  if (pattern && !fits(pattern, text)) return t('{0} isn’t written as it must be.', label)
  return null
}

/** A pattern that only .NET understands is left to the server. */
function fits(pattern: string, text: string): boolean {
  try { return new RegExp(`^(?:${pattern})$`, 'u').test(text) } catch { return true }
}

/** Looks at all fields and says what is wrong with each. */
export function check(root: ParentNode): { field: string; code: string; message: string }[] {
  return fieldsIn(root).flatMap(field => {
    const message = faultOf(field)
    return message ? [{ field: field.dataset['field']!, code: 'wrong', message }] : []
  })
}

/** A field is looked at when it is left, and while it is put right; nobody is told off before having finished a word. */
function look(e: Event): void {
  const field = (e.target as Element).closest?.<HTMLElement>('.field[data-kind]')
  if (!field) return
  if (e.type === 'focusout') {
    if (field.contains((e as FocusEvent).relatedTarget as Node | null)) return
    if (field.dataset['touched'] !== undefined || hasFault(field)) setFault(field, faultOf(field))
  } else {
    field.dataset['touched'] = ''
    if (hasFault(field)) setFault(field, faultOf(field))
  }
}

document.addEventListener('focusout', look)
document.addEventListener('input', look)
document.addEventListener('change', look)
document.addEventListener('turbo:before-cache', () => all('.field .fault').forEach(fault => { fault.hidden = true }))
