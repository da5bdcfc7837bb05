namespace ReinFlow.Formats;

/// <summary>Builds plain data from a pickle of protocol 2, executing nothing.</summary>
/// <remarks>
/// The operations are those that plain data need; everything else is refused. Every operation consumes input and creates at most one
/// object, so memory is bounded by the length of the pickle.
/// </remarks>
internal sealed class PickleReader
{
    private const int Protocol = 2;

    private readonly PickleInput _input;
    private readonly FormatSource _source;
    private readonly IPickleNames _names;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleReader(ReadOnlyMemory<byte> bytes, FormatSource source, IPickleNames names)
    {
        _input = new PickleInput(bytes, source);
        _source = source;
        _names = names;
    }

    /// <summary>Reads one object.</summary>
    public static object? Read(ReadOnlyMemory<byte> bytes, FormatSource source, IPickleNames names) =>
        new PickleReader(bytes, source, names).Run();

    private object? Run()
    {
        while (true)
        {
            byte operation = _input.Byte();
            if (operation == '.')
            {
                return Pop();
            }

            if (!TryPushNumber(operation) && !TryPushText(operation) && !TryCollect(operation) && !TryRemember(operation))
            {
                Apply(operation);
            }
        }
    }

    private bool TryPushNumber(byte operation)
    {
        switch (operation)
        {
            case (byte)'N':
                Push(null);
                return true;
            case 0x88:
                Push(true);
                return true;
            case 0x89:
                Push(false);
                return true;
            case (byte)'J':
                Push((long)_input.Int32());
                return true;
            case (byte)'K':
                Push((long)_input.Byte());
                return true;
            case (byte)'M':
                Push((long)_input.UInt16());
                return true;
            case 0x8a:
                Push(_input.Integer(_input.Byte()));
                return true;
            case (byte)'G':
                Push(_input.Double());
                return true;
            default:
                return false;
        }
    }

    private bool TryPushText(byte operation)
    {
        switch (operation)
        {
            case (byte)'X':
                Push(_input.Utf8(_input.UInt32()));
                return true;
            case (byte)'U':
                Push(_input.Latin1(_input.Byte()));
                return true;
            case (byte)'T':
                Push(_input.Latin1(_input.UInt32()));
                return true;
            default:
                return false;
        }
    }

    private bool TryCollect(byte operation)
    {
        switch (operation)
        {
            case (byte)'}':
                Push(new OrderedDictionary<object, object?>());
                return true;
            case (byte)']':
                Push(new List<object?>());
                return true;
            case (byte)')':
                Push(Array.Empty<object?>());
                return true;
            case (byte)'(':
                _marks.Push(_stack.Count);
                return true;
            case (byte)'t':
                Push(PopToMark());
                return true;
            case 0x85 or 0x86 or 0x87:
                Push(PopLast(operation - 0x84));
                return true;
            case (byte)'s':
                SetItems(PopLast(2));
                return true;
            case (byte)'u':
                SetItems(PopToMark());
                return true;
            case (byte)'a':
                Append(PopLast(1));
                return true;
            case (byte)'e':
                Append(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool TryRemember(byte operation)
    {
        switch (operation)
        {
            case (byte)'q':
                _memo[_input.Byte()] = Peek();
                return true;
            case (byte)'r':
                _memo[_input.UInt32()] = Peek();
                return true;
            case (byte)'h':
                Push(Recall(_input.Byte()));
                return true;
            case (byte)'j':
                Push(Recall(_input.UInt32()));
                return true;
            default:
                return false;
        }
    }

    private void Apply(byte operation)
    {
        switch (operation)
        {
            case 0x80:
                RequireProtocol(_input.Byte());
                break;
            case (byte)'c':
                string module = _input.Line();
                Push(_names.Find(module, _input.Line()));
                break;
            case (byte)'R':
                Call();
                break;
            case (byte)'b':
                object? state = Pop();
                _names.SetState(Peek(), state);
                break;
            case (byte)'Q':
                Push(_names.Persistent(Pop()));
                break;
            case (byte)'0':
                Pop();
                break;
            default:
                throw _source.Error(
                    $"pickle operation 0x{operation:x2} at byte {_input.Position - 1}",
                    "plain data in pickle protocol 2",
                    "Save a dictionary of state dicts with torch.save in its default protocol.");
        }
    }

    private void RequireProtocol(int protocol)
    {
        if (protocol != Protocol)
        {
            throw _source.Error($"pickle protocol {protocol}", $"protocol {Protocol}", "Save with torch.save(..., pickle_protocol=2), its default.");
        }
    }

    private void Call()
    {
        object? arguments = Pop();
        object? callee = Pop();
        if (callee is not PickleGlobal { Create: { } create } || arguments is not object?[] tuple)
        {
            throw _source.Damaged($"a call before byte {_input.Position} of something that cannot be called", "an allowed name and a tuple");
        }

        Push(create(tuple));
    }

    private void SetItems(object?[] pairs)
    {
        if (Peek() is not OrderedDictionary<object, object?> dictionary || pairs.Length % 2 != 0)
        {
            throw _source.Damaged($"items before byte {_input.Position} without a dictionary", "pairs for a dictionary");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] is not (string or long or bool or double))
            {
                throw _source.Error($"a dictionary key before byte {_input.Position} that is no text or number", "text or numbers", "Use plain keys.");
            }

            dictionary[pairs[i]!] = pairs[i + 1];
        }
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> list)
        {
            throw _source.Damaged($"items before byte {_input.Position} without a list", "items for a list");
        }

        list.AddRange(items);
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out object? value)
        ? value
        : throw _source.Damaged($"a reference before byte {_input.Position} to object {index}, which was not stored", "a stored object");

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => PopLast(1)[0];

    private object? Peek()
    {
        RequireDepth(1);
        return _stack[^1];
    }

    private object?[] PopLast(int count)
    {
        RequireDepth(count);
        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark() => _marks.TryPop(out int mark)
        ? PopLast(_stack.Count - mark)
        : throw _source.Damaged($"the end of a group before byte {_input.Position}", "its start");

    /// <summary>Objects below the last mark cannot be reached.</summary>
    private void RequireDepth(int count)
    {
        int floor = _marks.TryPeek(out int mark) ? mark : 0;
        if (_stack.Count - floor < count)
        {
            throw _source.Damaged($"{_stack.Count - floor} objects before byte {_input.Position}", $"at least {count}");
        }
    }
}
