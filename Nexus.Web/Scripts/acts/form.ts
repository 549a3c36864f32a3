// Forms whose answers go to the API as JSON: what the controls hold, and what was wrong with it beside each control.
import { all, el, find, icon } from '../dom'
import type { Problem } from '../api'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** The values by name; a name with dots becomes objects within objects. What is empty is left out. */
export function read(form: HTMLFormElement): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const lists = new Set<string>()
  for (const control of all<Control>('[name]', form)) {
    if (control.disabled || control.name.startsWith('__')) continue
    const kind = control.dataset['kind']
    if (kind === 'list') {
      const list = lists.has(control.name) ? (at(values, control.name) as string[]) : []
      if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) { if (control.checked) list.push(control.value) }
      else if (control instanceof HTMLSelectElement) list.push(...[...control.selectedOptions].map(o => o.value))
      else list.push(...control.value.split(/[,;\s]+/).filter(Boolean))
      lists.add(control.name)
      if (list.length || control.dataset['empty'] === 'send') put(values, control.name, list)
    } else if (control instanceof HTMLInputElement && control.type === 'checkbox') put(values, control.name, control.checked)
    else if (control instanceof HTMLInputElement && control.type === 'radio') { if (control.checked) put(values, control.name, control.value) }
    else if (control.value === '') { if (control.dataset['empty'] === 'null') put(values, control.name, null); else if (control.dataset['empty'] === 'send') put(values, control.name, '') }
    else if (kind === 'instant') put(values, control.name, new Date(control.value).toISOString())
    else if (kind === 'json') put(values, control.name, parse(control.value))
    else if (kind === 'number') put(values, control.name, Number(control.value))
    else put(values, control.name, control.value)
  }
  return values
}

/** What was wrong: beside the control it is about, the rest above the form's buttons. */
export function fault(form: HTMLFormElement, problem: Problem): void {
  clear(form)
  const rest: string[] = []
  let first: HTMLElement | undefined
  for (const one of problem.fields) {
    const name = one.field.replace(/\[\d+\].*$/, '')
    const control = find<Control>(`[name="${CSS.escape(name)}"]`, form)
    const field = control?.closest('.field')
    if (!control || !field) { rest.push(one.message); continue }
    const id = `fault-${name.replaceAll('.', '-')}`
    control.setAttribute('aria-invalid', 'true')
    control.setAttribute('aria-describedby', id)
    field.append(el('div', { class: 'fault', id }, icon('circle-alert', 's'), one.message))
    first ??= control
  }
  if (problem.fields.length === 0) rest.push(problem.message)
  if (rest.length) {
    const note = el('div', { class: 'alert bad form-fault', role: 'alert' }, icon('circle-alert'), el('div', {}, rest.join(' ')))
    const place = find('[data-faults]', form) ?? find('.dialog-body', form)
    if (place) place.prepend(note)
    else form.prepend(note)
    note.scrollIntoView({ block: 'nearest' })
  }
  first?.focus()
}

export function clear(form: HTMLFormElement): void {
  all('.fault, .form-fault', form).forEach(note => note.remove())
  all('[aria-invalid]', form).forEach(control => { control.removeAttribute('aria-invalid'); control.removeAttribute('aria-describedby') })
}

function parse(text: string): unknown {
  try { return JSON.parse(text) } catch { return text }
}

function at(values: Record<string, unknown>, name: string): unknown {
  return name.split('.').reduce<unknown>((within, part) => (within as Record<string, unknown> | undefined)?.[part], values) ?? []
}

function put(values: Record<string, unknown>, name: string, value: unknown): void {
  const parts = name.split('.')
  const last = parts.pop()!
  let within = values
  for (const part of parts) within = (within[part] ??= {}) as Record<string, unknown>
  within[last] = value
}
