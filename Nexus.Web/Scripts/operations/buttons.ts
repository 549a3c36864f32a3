// Buttons that run operations, wherever they stand. After it, what listens to `nexus:operated` shows the change; else the page is asked for again.
import { t } from '../texts'

export interface Operated { name: string; id?: string; data: Record<string, unknown>; headers: Headers }

export function startOperations(): void {
  document.addEventListener('click', e => {
    const button = (e.target as Element).closest<HTMLElement>('[data-operation]:is(button, a)')
    if (!button || button.getAttribute('aria-disabled') === 'true') return
    e.preventDefault()
    void press(button)
  })
}

async function press(button: HTMLElement): Promise<void> {
  if (button.classList.contains('busy')) return
  const { operation = '', id, defaults } = button.dataset
  button.classList.add('busy')
  try {
    const { openOperation } = await import('./dialog')
    const answer = await openOperation(operation, id, defaults ? JSON.parse(defaults) as Record<string, unknown> : {})
    if (!answer) return
    const { afterOperation } = await import('./after')
    await afterOperation({ name: operation, id, data: answer.data, headers: answer.headers }, button.dataset['said'] ?? t('Done'))
  } finally {
    button.classList.remove('busy')
    if (button.isConnected && !document.querySelector('dialog[open]')) button.focus()
  }
}
