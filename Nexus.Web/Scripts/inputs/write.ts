// Puts values, as the API has them, into the fields of a form.
import { all, find } from '../dom'
import { writeNumber } from './number'
import { fieldsIn } from './read'

const pad = (n: number): string => String(n).padStart(2, '0')

/** As `datetime-local` wants it: the person's own time. */
export function localMinute(instant: string): string {
  const time = new Date(instant)
  return isNaN(time.getTime()) ? '' : `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}T${pad(time.getHours())}:${pad(time.getMinutes())}`
}

export function writeField(field: HTMLElement, value: unknown): void {
  const control = find<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>('[data-part=value]', field)
  if (!control) return
  const text = value === null || value === undefined ? '' : String(value)
  switch (field.dataset['kind']) {
    case 'boolean':
      if (control instanceof HTMLInputElement) control.checked = value === true
      else control.value = text
      break
    case 'choice':
      if (control instanceof HTMLInputElement) all<HTMLInputElement>('input[type=radio]', field).forEach(radio => { radio.checked = radio.value === text })
      else control.value = text
      break
    case 'integer':
    case 'decimal':
      control.value = writeNumber(text)
      break
    case 'money': {
      const money = value as { amount: unknown; currency: string } | null
      control.value = money ? writeNumber(String(money.amount)) : ''
      const currency = find<HTMLSelectElement>('[data-part=currency]', field)
      if (currency && money) currency.value = money.currency
      break
    }
    case 'instant':
      control.value = text ? localMinute(text) : ''
      break
    case 'text_list':
      control.dispatchEvent(new CustomEvent('nexus:items', { detail: Array.isArray(value) ? value.map(String) : [] }))
      return
    case 'json':
      control.value = value === null || value === undefined ? '' : JSON.stringify(value, null, 2)
      break
    default:
      control.value = text
  }
  // Comboboxes show what their keeper holds.
  if (control instanceof HTMLSelectElement || control.type === 'hidden') control.dispatchEvent(new Event('change'))
}

/** Values by field name; a field that a value is given for as JSON needn't be seen. */
export function writeFields(root: ParentNode, values: Record<string, unknown>): void {
  for (const field of fieldsIn(root)) {
    const name = field.dataset['field']!
    if (!(name in values)) continue
    writeField(field, values[name])
    if (field.dataset['kind'] === 'json' && values[name] !== null) field.hidden = true
  }
}
