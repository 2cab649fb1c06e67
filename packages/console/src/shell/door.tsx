/** What stands before the console: logging in, or the first run where nobody has an account yet. */
import type { SetupView } from '@congky/shared'
import type { ComponentType } from 'preact'
import { call } from '../api.ts'
import { Button } from '../design/button.tsx'
import { Loaded } from '../design/layout.tsx'
import { useResource } from '../resource.ts'
import { LoginPage } from './login-page.tsx'

export function Door() {
  const setup = useResource((signal) => call<SetupView>('GET', '/setup', { signal }), [])
  if (setup.data?.needed === false) return <LoginPage />
  if (setup.data?.needed) return <Setup />
  return (
    <main class="gate">
      <Loaded of={setup}>{() => <Button isBusy />}</Loaded>
    </main>
  )
}

/** Its script is loaded when it is needed: once in the life of a gateway. */
export function Setup() {
  const page = useResource<{ readonly Page: ComponentType }>(
    async () => ({ Page: (await import('../pages/setup/setup-page.tsx')).SetupPage }),
    [],
  )
  if (page.data) return <page.data.Page />
  return (
    <main class="gate">
      <Loaded of={page}>{() => null}</Loaded>
    </main>
  )
}
