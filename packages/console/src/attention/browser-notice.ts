/** The browser's own notifications, where it has them and the person let us. */
import type { NeedItem } from '@congky/shared'
import { go } from '../router.ts'
import { sayOf } from '../text.ts'

export type Permission = NotificationPermission | 'missing'

/** Browsers offer them to secure pages only. */
export function permission(): Permission {
  return typeof Notification === 'undefined' || !isSecureContext ? 'missing' : Notification.permission
}

/** Asks the person; browsers allow that after a click only. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'default') await Notification.requestPermission()
  return permission()
}

export function notify(items: readonly NeedItem[]): void {
  if (permission() !== 'granted') return
  for (const { key, title, next, page } of items) {
    try {
      // The tag lets several open pages of this browser show one notification, not several.
      const notice = new Notification(sayOf(title), { body: sayOf(next), tag: key, icon: '/icon.svg' })
      notice.onclick = () => {
        window.focus()
        go(`/${page}`)
        notice.close()
      }
    } catch {
      // Chrome on Android takes them from service workers alone.
      return
    }
  }
}
