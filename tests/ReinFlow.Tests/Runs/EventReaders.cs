namespace ReinFlow.Tests.Runs;

/// <summary>Reads event files in Python.</summary>
internal static class EventReaders
{
    /// <summary>
    /// Takes a folder and a name, and writes step and number of what is shown under it: read by TensorBoard, or by Google's protocol buffers
    /// after every checksum was computed bit by bit, where a start of a session drops the steps from its own on, as TensorBoard does.
    /// </summary>
    public const string Program =
        """
        import glob, struct, sys
        folder, wanted = sys.argv[1:3]
        try:
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(folder)
            events.Reload()
            print(*[f'{event.step} {event.value}' for event in events.Scalars(wanted)], sep='\n')
            sys.exit(0)
        except ImportError:
            pass
        try:
            from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
        except ImportError:
            print('not here'); sys.exit(0)
        Field = descriptor_pb2.FieldDescriptorProto
        file = descriptor_pb2.FileDescriptorProto(name='event.proto', package='t')
        def declare(name, *fields):
            message = file.message_type.add(name=name)
            for field, number, kind, repeated, target in fields:
                message.field.add(name=field, number=number, type=kind, label=3 if repeated else 1, type_name=target)
        declare('Value', ('tag', 1, Field.TYPE_STRING, 0, None), ('simple_value', 2, Field.TYPE_FLOAT, 0, None))
        declare('Summary', ('value', 1, Field.TYPE_MESSAGE, 1, '.t.Value'))
        declare('Session', ('status', 1, Field.TYPE_INT32, 0, None))
        declare('Event', ('wall_time', 1, Field.TYPE_DOUBLE, 0, None), ('step', 2, Field.TYPE_INT64, 0, None),
                ('file_version', 3, Field.TYPE_STRING, 0, None), ('summary', 5, Field.TYPE_MESSAGE, 0, '.t.Summary'),
                ('session_log', 7, Field.TYPE_MESSAGE, 0, '.t.Session'))
        pool = descriptor_pool.DescriptorPool()
        pool.Add(file)
        kind = pool.FindMessageTypeByName('t.Event')
        Event = message_factory.GetMessageClass(kind) if hasattr(message_factory, 'GetMessageClass') else message_factory.MessageFactory(pool).GetPrototype(kind)
        def masked(data):
            crc = 0xffffffff
            for byte in data:
                crc ^= byte
                for _ in range(8):
                    crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
            crc ^= 0xffffffff
            return (((crc >> 15) | (crc << 17)) + 0xa282ead8) & 0xffffffff
        shown = []
        for path in sorted(glob.glob(folder + '/events.out.tfevents.*')):
            data = open(path, 'rb').read()
            while data:
                length, check = struct.unpack('<QI', data[:12])
                body = data[12:12 + length]
                assert check == masked(data[:8]) and struct.unpack('<I', data[12 + length:16 + length])[0] == masked(body)
                data = data[16 + length:]
                event = Event.FromString(body)
                if event.session_log.status == 1:
                    shown = [(step, value) for step, value in shown if step < event.step]
                shown += [(event.step, value.simple_value) for value in event.summary.value if value.tag == wanted]
        print(*[f'{step} {value}' for step, value in shown], sep='\n')
        """;
}
