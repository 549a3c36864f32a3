// What follows an operation: its secrets, if it shows any, a word that it is done, and the page as it is now.
import { toast } from '../toast'
import { showSecrets } from './secrets'
import type { Operated } from './buttons'

export async function afterOperation(operated: Operated, said: string): Promise<void> {
  const revealed = operated.headers.get('Nexus-Revealed')
  if (revealed) await showSecrets(revealed.split(','), operated.data)
  const taken = !document.dispatchEvent(new CustomEvent<Operated>('nexus:operated', { cancelable: true, detail: operated }))
  if (!taken) {
    if (!revealed) toast(said, 'good')
    refresh()
  }
}

/** The page again as it is now, scrolled where it was. */
export function refresh(): void {
  Turbo.visit(location.href, { action: 'replace' })
}
