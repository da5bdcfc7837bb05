namespace ReinFlow.Tests.Export;

/// <summary>The official checkpoints that the tests read.</summary>
internal static class OfficialCheckpoints
{
    /// <summary>Gets the names of all, with the recipe by which a file without noise net or frozen network is told from others.</summary>
    public static string[] Names { get; } =
    [
        "01a_reflow_pretrained", "01b_reflow_pretrained_condition_encoder", "02a_shortcut_pretrained_add", "02b_shortcut_pretrained_concatenate",
        "02c_shortcut_pretrained_multiply", "03a_finetuned_reflow", "03b_finetuned_shortcut", "03c_finetuned_reflow_options", "08a_dppo_ddpm",
        "08b_dppo_ddim", "08c_bc_diffusion", "10_fql", "12a_gaussian", "12b_gaussian_state_std", "12c_gmm",
    ];

    public static string PathOf(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", name, "checkpoint.pt");
}
