import '../theme.ts'
import { Button } from '../design/button.tsx'
import { Questions } from '../design/dialog.tsx'
import { Loaded } from '../design/layout.tsx'
import { Toasts } from '../design/toast.tsx'
import { useResource } from '../resource.ts'
import { route } from '../router.ts'
import { can, login, resumeSession } from '../session.ts'
import { Door, Setup } from './door.tsx'
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
  // The first run goes on after its account was made, without the frame of the console.
  if (login.value) return route.value.segments[0] === 'setup' && can('configure') ? <Setup /> : <Shell />
  if (login.value === null) return <Door />
  return (
    <main class="gate">
      <Loaded of={start}>{() => <Button isBusy />}</Loaded>
    </main>
  )
}
