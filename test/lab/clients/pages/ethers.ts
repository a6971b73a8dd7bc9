import { JsonRpcProvider, Network } from 'ethers'

/** Asks for the newest block, as pages of wallets and exchanges do all day. */
export function start() {
  const network = Network.from(1)
  const options = { staticNetwork: network, pollingInterval: 600, cacheTimeout: -1, batchMaxCount: 1 }
  const provider = new JsonRpcProvider(`${location.origin}/rpc`, network, options)
  void provider.on('block', () => {})
  return () => provider.destroy()
}
