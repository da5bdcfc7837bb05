namespace ReinFlow.Formats;

/// <summary>A name that a pickle refers to, with what stands for calling it. No code outside this assembly is ever looked up.</summary>
/// <param name="Name">Module and name, for example <c>collections.OrderedDict</c>.</param>
/// <param name="Create">What a call yields; null for names that are only referred to.</param>
internal sealed record PickleGlobal(string Name, Func<IReadOnlyList<object?>, object?>? Create);
