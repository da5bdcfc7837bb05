using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReinFlow.Environments.MuJoCo;

/// <summary>Receives the engine's warnings and fatal errors.</summary>
/// <remarks>
/// The engine has one handler of each kind for the whole process. Without them it writes MUJOCO_LOG.TXT into the working
/// directory, and waits for the Enter key before it ends the process on a fatal error. A warning is raised on the thread that
/// called the engine, so what it says is kept per thread until that call is over.
/// </remarks>
internal static unsafe class NativeMessages
{
    private const string Instability = "Nan, Inf or huge value in Q";

    [ThreadStatic]
    private static int _warnings;

    [ThreadStatic]
    private static bool _unstable;

    [ThreadStatic]
    private static string? _lastWarning;

    /// <summary>Sets the handlers; doing it again changes nothing.</summary>
    public static void Install(nint library)
    {
        Set(library, "mju_user_warning", &OnWarning);
        Set(library, "mju_user_error", &OnError);
    }

    /// <summary>Forgets the warnings of earlier calls on this thread.</summary>
    public static void Clear()
    {
        _warnings = 0;
        _unstable = false;
    }

    /// <summary>Returns what was raised on this thread since <see cref="Clear"/>.</summary>
    public static (int Warnings, bool Unstable, string? LastWarning) Read() => (_warnings, _unstable, _warnings > 0 ? _lastWarning : null);

    private static void Set(nint library, string variable, delegate* unmanaged[Cdecl]<byte*, void> handler)
    {
        if (NativeLibrary.TryGetExport(library, variable, out nint address))
        {
            *(delegate* unmanaged[Cdecl]<byte*, void>*)address = handler;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWarning(byte* text)
    {
        _warnings++;
        _lastWarning = Marshal.PtrToStringUTF8((nint)text);
        _unstable |= _lastWarning?.StartsWith(Instability, StringComparison.Ordinal) == true;
    }

    // The engine's state is undefined after a fatal error and neither returning nor throwing through its frames is allowed.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(byte* text) =>
        Environment.FailFast($"MuJoCo reported a fatal error: {Marshal.PtrToStringUTF8((nint)text)}");
}
