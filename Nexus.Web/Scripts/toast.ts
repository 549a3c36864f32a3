// Short notes at the edge of the page, read out to those who don't see it.
import { el, icon } from './dom'
import { Problem } from './api'
import { t } from './texts'

const SHOWN_MILLISECONDS = 6000

/** @param undo what a click on the note's button does, and its word. */
export function toast(text: string, kind: 'good' | 'bad' | 'info' = 'info', undo?: { label: string; action: () => void }): void {
  let box = document.getElementById('toasts')
  if (!box) {
    box = el('div', { id: 'toasts', class: 'toasts', role: 'status', 'aria-live': 'polite', 'data-turbo-permanent': true })
    document.body.append(box)
  }
  const note = el('div', { class: `toast ${kind}` }, icon(kind === 'bad' ? 'circle-alert' : kind === 'good' ? 'circle-check' : 'info'), el('div', { class: 'grow' }, text),
    undo && el('button', { class: 'button small', type: 'button', onclick: () => { note.remove(); undo.action() } }, undo.label),
    el('button', { class: 'button quiet small icon-only', type: 'button', 'aria-label': t('Close'), onclick: () => note.remove() }, icon('x', 's')))
  box.append(note)
  setTimeout(() => note.remove(), kind === 'bad' ? SHOWN_MILLISECONDS * 2 : SHOWN_MILLISECONDS)
}

/** Tells a person what went wrong, in the server's words. */
export function toastProblem(problem: unknown): void {
  if (problem instanceof DOMException && problem.name === 'AbortError') return
  toast(problem instanceof Problem ? problem.message : t('Something went wrong in this page. Reload it.'), 'bad')
  if (!(problem instanceof Problem)) console.error(problem)
}
