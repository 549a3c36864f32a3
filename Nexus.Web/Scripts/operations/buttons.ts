// Buttons that run operations, wherever they stand. After it, what listens to `nexus:operated` shows the change; else the page is asked for again.
import { t } from '../texts'

export interface Operated { name: string; id?: string; said?: string; data: Record<string, unknown>; headers: Headers }

export function startOperations(): void {
  document.addEventListener('click', e => {
    const button = (e.target as Element).closest<HTMLElement>('[data-operation]:is(button, a)')
    if (!button || button.getAttribute('aria-disabled') === 'true') return
    e.preventDefault()
    void pressed(button)
  })
}

async function pressed(button: HTMLElement): Promise<void> {
  if (button.classList.contains('busy')) return
  const { operation = '', id, defaults, said } = button.dataset
  button.classList.add('busy')
  try {
    await press(operation, id, said, defaults ? JSON.parse(defaults) as Record<string, unknown> : {})
  } finally {
    button.classList.remove('busy')
    if (button.isConnected && !document.querySelector('dialog[open]')) button.focus()
  }
}

/** Runs an operation as its button would. */
export async function press(operation: string, id?: string, said?: string, defaults: Record<string, unknown> = {}): Promise<void> {
  const { openOperation } = await import('./dialog')
  const answer = await openOperation(operation, id, defaults)
  if (!answer) return
  const { afterOperation } = await import('./after')
  await afterOperation({ name: operation, id, said, data: answer.data, headers: answer.headers }, said ?? t('Done'))
}
