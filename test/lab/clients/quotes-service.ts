import { create, createFileRegistry, type Message } from '@bufbuild/protobuf'
import type { GenMessage, GenService } from '@bufbuild/protobuf/codegenv2'
import {
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'
import type { Update } from './feed.ts'

type Quotes = GenService<{
  watch: {
    methodKind: 'server_streaming'
    input: GenMessage<Message<'lab.Ask'>>
    output: GenMessage<Message<'lab.Quote'> & Update>
  }
}>

const file = create(FileDescriptorProtoSchema, {
  name: 'quotes.proto',
  package: 'lab',
  syntax: 'proto3',
  messageType: [
    { name: 'Ask' },
    {
      name: 'Quote',
      field: [
        { name: 'n', jsonName: 'n', number: 1, type: Type.INT32, label: Label.OPTIONAL },
        { name: 'price', jsonName: 'price', number: 2, type: Type.DOUBLE, label: Label.OPTIONAL },
      ],
    },
  ],
  service: [
    {
      name: 'Quotes',
      method: [{ name: 'Watch', inputType: '.lab.Ask', outputType: '.lab.Quote', serverStreaming: true }],
    },
  ],
})

/** A service that tells the feed, described here as a compiler would describe it from a `.proto` file. */
export const quotesService = createFileRegistry(file, () => undefined).getService('lab.Quotes') as unknown as Quotes
