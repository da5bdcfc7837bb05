using System.Runtime.InteropServices;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Owns an mjModel; every mjData made from it holds one reference.</summary>
internal sealed unsafe class ModelHandle : SafeHandle
{
    private readonly NativeApi _api;

    public ModelHandle(NativeApi api, byte* model)
        : base(nint.Zero, ownsHandle: true)
    {
        _api = api;
        SetHandle((nint)model);
    }

    public override bool IsInvalid => handle == nint.Zero;

    public byte* Pointer => (byte*)handle;

    protected override bool ReleaseHandle()
    {
        _api.DeleteModel(Pointer);
        return true;
    }
}

/// <summary>Owns an mjData and keeps its mjModel.</summary>
internal sealed unsafe class DataHandle : SafeHandle
{
    private readonly NativeApi _api;
    private readonly ModelHandle _model;

    public DataHandle(NativeApi api, ModelHandle model)
        : base(nint.Zero, ownsHandle: true)
    {
        bool added = false;
        model.DangerousAddRef(ref added);
        _api = api;
        _model = model;
        SetHandle((nint)api.MakeData(model.Pointer));
        if (IsInvalid)
        {
            model.DangerousRelease();
            throw new InsufficientMemoryException("MuJoCo could not allocate the data of a simulation.");
        }
    }

    public override bool IsInvalid => handle == nint.Zero;

    public byte* Pointer => (byte*)handle;

    protected override bool ReleaseHandle()
    {
        _api.DeleteData(Pointer);
        _model.DangerousRelease();
        return true;
    }
}
