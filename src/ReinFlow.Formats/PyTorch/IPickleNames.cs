namespace ReinFlow.Formats;

/// <summary>What a pickle may refer to.</summary>
internal interface IPickleNames
{
    /// <summary>Finds an allowed name, or throws an error that names it.</summary>
    PickleGlobal Find(string module, string name);

    /// <summary>Finds an object outside the pickle.</summary>
    object Persistent(object? identifier);

    /// <summary>Gives an object its state.</summary>
    void SetState(object? target, object? state);
}
