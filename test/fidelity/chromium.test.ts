import { testFidelity } from './fidelity.ts'

testFidelity('chromium')
