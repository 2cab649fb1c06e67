import '../theme.ts'
import { Button } from '../design/button.tsx'
import { Questions } from '../design/dialog.tsx'
import { Loaded } from '../design/layout.tsx'
import { Toasts } from '../design/toast.tsx'
import { useResource } from '../resource.ts'
import { login, resumeSession } from '../session.ts'
import { LoginPage } from './login-page.tsx'
import { Shell } from './shell.tsx'

/** The whole console: whoever is not logged in sees the door, all others the pages of their role. */
export function App() {
  return (
    <>
      <Inside />
      <Questions />
      <Toasts />
    </>
  )
}

function Inside() {
  const start = useResource(async () => {
    await resumeSession()
    return true
  }, [])
  if (login.value) return <Shell />
  if (login.value === null) return <LoginPage />
  return (
    <main class="gate">
      <Loaded of={start}>{() => <Button isBusy />}</Loaded>
    </main>
  )
}
