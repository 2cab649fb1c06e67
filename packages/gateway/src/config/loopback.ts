/** Whether an address or host name means this machine itself, so that nothing crosses a network. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
}

/** The same for a database server: SQL Server's tools also write `.` and `(local)`. */
export function isLocalServer(host: string): boolean {
  return isLoopback(host) || host === '.' || host.toLowerCase() === '(local)' || host.startsWith('/')
}
