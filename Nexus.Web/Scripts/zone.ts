// Where the person is: the server shows instants in this time zone. Set before the first page that needs it, and when the person travels.
export function startZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const cookie = `nexus_zone=${encodeURIComponent(zone)}`
  if (!document.cookie.split('; ').includes(cookie)) document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`
}
