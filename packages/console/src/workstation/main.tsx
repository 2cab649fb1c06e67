import '../design/tokens.css'
import '../design/base.css'
import '../design/components.css'
import '../shell/shell.css'
import './workstation.css'
import { render } from 'preact'
import { takeSecretFromAddress } from './pairing.ts'
import { startWorkstation, WorkstationApp } from './workstation-app.tsx'

const root = document.getElementById('app')
const secret = takeSecretFromAddress()
startWorkstation()
if (root) render(<WorkstationApp secret={secret} />, root)
