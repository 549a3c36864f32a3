// Asks before something happens that can't be undone with a click.
import { el } from '../dom'
import { t } from '../texts'

export interface Question {
  title: string
  text?: string
  yes: string
  danger?: boolean
  /** What has to be typed before the button works. */
  type?: string
  more?: Node
}

/** True when the person said yes. */
export function ask(question: Question): Promise<boolean> {
  return new Promise(answered => {
    const yes = el('button', { class: `button primary ${question.danger ? 'danger' : ''}`, type: 'submit', disabled: question.type !== undefined }, question.yes)
    const input = question.type === undefined ? null : el('input', { class: 'input', id: 'ask-word', autocomplete: 'off', spellcheck: 'false' })
    input?.addEventListener('input', () => { yes.disabled = input.value !== question.type })
    const form = el('form', { method: 'dialog' },
      el('div', { class: 'dialog-head' }, el('h2', { id: 'ask-title' }, question.title)),
      el('div', { class: 'dialog-body stack' }, question.text && el('p', {}, question.text), question.more,
        input && el('div', { class: 'field' }, el('label', { for: 'ask-word' }, t('Type “{0}” to confirm', question.type)), input)),
      el('div', { class: 'dialog-foot' }, el('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, t('Cancel')), yes))
    const dialog = el('dialog', { 'aria-labelledby': 'ask-title' }, form)
    form.addEventListener('submit', e => { e.preventDefault(); if (!yes.disabled) dialog.close('yes') })
    dialog.addEventListener('close', () => { dialog.remove(); answered(dialog.returnValue === 'yes') })
    document.body.append(dialog)
    dialog.showModal()
    if (!input) yes.focus()
  })
}
