using System.Runtime.InteropServices;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>The functions of the engine that are called, with signatures that no release since 2.2.0 has changed.</summary>
internal sealed unsafe class NativeApi
{
    private readonly nint _library;
    private readonly string _name;

    public NativeApi(nint library, string name)
    {
        _library = library;
        _name = name;

        Version = (delegate* unmanaged[Cdecl]<int>)Export("mj_version");
        LoadXml = (delegate* unmanaged[Cdecl]<byte*, void*, byte*, int, byte*>)Export("mj_loadXML");
        DeleteModel = (delegate* unmanaged[Cdecl]<byte*, void>)Export("mj_deleteModel");
        MakeData = (delegate* unmanaged[Cdecl]<byte*, byte*>)Export("mj_makeData");
        DeleteData = (delegate* unmanaged[Cdecl]<byte*, void>)Export("mj_deleteData");
        ResetData = (delegate* unmanaged[Cdecl]<byte*, byte*, void>)Export("mj_resetData");
        ResetDataToKeyframe = (delegate* unmanaged[Cdecl]<byte*, byte*, int, void>)Export("mj_resetDataKeyframe");
        Forward = (delegate* unmanaged[Cdecl]<byte*, byte*, void>)Export("mj_forward");
        ComputeExternalForces = (delegate* unmanaged[Cdecl]<byte*, byte*, void>)Export("mj_rnePostConstraint");
        Step = (delegate* unmanaged[Cdecl]<byte*, byte*, void>)Export("mj_step");
    }

    public delegate* unmanaged[Cdecl]<int> Version { get; }

    public delegate* unmanaged[Cdecl]<byte*, void*, byte*, int, byte*> LoadXml { get; }

    public delegate* unmanaged[Cdecl]<byte*, void> DeleteModel { get; }

    public delegate* unmanaged[Cdecl]<byte*, byte*> MakeData { get; }

    public delegate* unmanaged[Cdecl]<byte*, void> DeleteData { get; }

    public delegate* unmanaged[Cdecl]<byte*, byte*, void> ResetData { get; }

    public delegate* unmanaged[Cdecl]<byte*, byte*, int, void> ResetDataToKeyframe { get; }

    public delegate* unmanaged[Cdecl]<byte*, byte*, void> Forward { get; }

    public delegate* unmanaged[Cdecl]<byte*, byte*, void> ComputeExternalForces { get; }

    public delegate* unmanaged[Cdecl]<byte*, byte*, void> Step { get; }

    private void* Export(string function) => NativeLibrary.TryGetExport(_library, function, out nint address)
        ? (void*)address
        : throw new MuJoCoNotFoundException(
            $"'{_name}' is not a MuJoCo library of version 2.2.0 or later: it has no function {function}. " +
            "Choose another file in MuJoCoOptions.LibraryPath.");
}
