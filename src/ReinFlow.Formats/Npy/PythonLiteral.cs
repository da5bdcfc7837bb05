using System.Globalization;

namespace ReinFlow.Formats;

/// <summary>Reads the Python literals of an npy header: dictionaries, tuples, lists, strings, integers, truth values.</summary>
/// <remarks>Dictionaries become <see cref="Dictionary{TKey, TValue}"/>, tuples and lists <see cref="List{T}"/>, integers <see cref="long"/>.</remarks>
internal ref struct PythonLiteral
{
    private const int MaximumDepth = 16;
    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">The text is not one literal.</exception>
    public static object? Parse(ReadOnlySpan<char> text)
    {
        var reader = new PythonLiteral(text);
        object? value = reader.Value(depth: 0);
        reader.SkipSpaces();
        return reader._position == text.Length ? value : throw reader.Error("the end");
    }

    private object? Value(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Error($"at most {MaximumDepth} levels");
        }

        char first = Peek();
        return first switch
        {
            '{' => Dictionary(depth),
            '(' => Sequence(')', depth),
            '[' => Sequence(']', depth),
            '\'' or '"' => Text(),
            '-' or (>= '0' and <= '9') => Integer(),
            _ => Word(),
        };
    }

    private Dictionary<string, object?> Dictionary(int depth)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        _position++;
        while (Peek() != '}')
        {
            if (Peek() is not ('\'' or '"'))
            {
                throw Error("a quoted key");
            }

            string key = Text();
            Expect(':');
            if (!result.TryAdd(key, Value(depth + 1)))
            {
                throw Error($"'{key}' only once");
            }

            EndItem('}');
        }

        _position++;
        return result;
    }

    private List<object?> Sequence(char close, int depth)
    {
        var result = new List<object?>();
        _position++;
        while (Peek() != close)
        {
            result.Add(Value(depth + 1));
            EndItem(close);
        }

        _position++;
        return result;
    }

    private void EndItem(char close)
    {
        if (Peek() != close)
        {
            Expect(',');
        }
    }

    private string Text()
    {
        char quote = _text[_position++];
        int length = _text[_position..].IndexOf(quote);
        if (length < 0)
        {
            throw Error("a closing quote");
        }

        string text = _text.Slice(_position, length).ToString();
        _position += length + 1;
        return text.Contains('\\') ? throw Error("no escape sequence") : text;
    }

    private long Integer()
    {
        int start = _position++;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
        {
            _position++;
        }

        return long.TryParse(_text[start.._position], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Error("a 64-bit integer");
    }

    private object? Word()
    {
        int start = _position;
        while (_position < _text.Length && char.IsAsciiLetter(_text[_position]))
        {
            _position++;
        }

        return _text[start.._position] switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            _ => throw Error("a literal"),
        };
    }

    private void Expect(char character)
    {
        if (Peek() != character)
        {
            throw Error($"'{character}'");
        }

        _position++;
    }

    private char Peek()
    {
        SkipSpaces();
        return _position < _text.Length ? _text[_position] : throw Error("more text");
    }

    private void SkipSpaces()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }
    }

    private readonly FormatException Error(string expected) => new($"expected {expected} at character {_position}");
}
