/**
 * The yardstick: how fast the token itself signs, in a process that does nothing else. Answers each
 * message `count` with the seconds that so many C_SignInit + C_Sign took.
 */
import pkcs11js from 'pkcs11js'

const [modulePath, label, pin] = JSON.parse(process.env.CONGKY_BENCH_TOKEN ?? '[]') as [string, string, string]
const p11 = new pkcs11js.PKCS11()
p11.load(modulePath)
p11.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK })
const slot = p11
  .C_GetSlotList(true)
  .find((candidate) => p11.C_GetTokenInfo(candidate).label.replace(/[\0 ]+$/, '') === label)
if (!slot) throw new Error(`no token ${label}`)
const session = p11.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION)
p11.C_Login(session, pkcs11js.CKU_USER, pin)
p11.C_FindObjectsInit(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }])
const key = p11.C_FindObjects(session, 1)[0]
p11.C_FindObjectsFinal(session)
if (!key) throw new Error(`no private key on ${label}`)

/** A SHA-256 DigestInfo of zeros: what is signed makes no difference to how long it takes. */
const digestInfo = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), Buffer.alloc(32)])
const signature = Buffer.alloc(512)

process.on('message', (count: number) => {
  const started = process.hrtime.bigint()
  for (let i = 0; i < count; i++) {
    p11.C_SignInit(session, { mechanism: pkcs11js.CKM_RSA_PKCS }, key)
    p11.C_Sign(session, digestInfo, signature)
  }
  process.send?.(Number(process.hrtime.bigint() - started) / 1e9)
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
