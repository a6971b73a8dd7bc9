import { testFidelity } from './fidelity.ts'

testFidelity('firefox')
