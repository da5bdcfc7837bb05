namespace ReinFlow.Formats;

/// <summary>Walks over nested dictionaries and lists that come from a file.</summary>
internal static class ObjectTree
{
    private const int MaximumDepth = 64;

    // Lists can share their members, so that a short file describes a tree of any size.
    private const int MaximumVisits = 4_000_000;

    /// <summary>Checks that only data are reachable, no storages or names without a use.</summary>
    public static void RequirePlain(object root, FormatSource source)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object?>([root]);
        while (open.TryPop(out object? value))
        {
            if (value is PickleGlobal or StorageView or NumpyScalarType)
            {
                throw source.Error(
                    value is PickleGlobal name ? $"{name.Name} as a value" : "a storage or type as a value",
                    "tensors and plain data",
                    "Save only state dicts and numbers.");
            }

            if (value is not null and not string and not byte[] && Children(value) is { } children && seen.Add(value))
            {
                foreach ((object _, object? child) in children)
                {
                    open.Push(child);
                }
            }
        }
    }

    /// <summary>Everything that is not a container, with its path.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Leaves(object root, FormatSource source)
    {
        int visits = 0;
        var open = new Stack<(string Path, object? Value, int Depth)>([(string.Empty, root, 0)]);
        while (open.TryPop(out (string Path, object? Value, int Depth) item))
        {
            if (Children(item.Value) is not { } children)
            {
                yield return KeyValuePair.Create(item.Path, item.Value);
                continue;
            }

            string prefix = item.Path.Length == 0 ? string.Empty : $"{item.Path}/";
            foreach ((object key, object? child) in children.Reverse())
            {
                if (item.Depth == MaximumDepth || ++visits > MaximumVisits)
                {
                    throw source.Damaged("nested data without end", $"at most {MaximumDepth} levels and {MaximumVisits} values");
                }

                open.Push((FormattableString.Invariant($"{prefix}{key}"), child, item.Depth + 1));
            }
        }
    }

    private static IEnumerable<KeyValuePair<object, object?>>? Children(object? value) => value switch
    {
        IReadOnlyDictionary<object, object?> dictionary => dictionary,
        IReadOnlyList<object?> list => list.Select((child, index) => KeyValuePair.Create<object, object?>(index, child)),
        _ => null,
    };
}
