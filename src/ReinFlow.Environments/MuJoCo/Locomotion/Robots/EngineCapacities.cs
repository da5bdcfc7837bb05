namespace ReinFlow.Environments.MuJoCo;

/// <summary>What a simulation reserves at most in engines before 3.0.0, which reserve megabytes by default.</summary>
/// <param name="Constraints">The scalar constraints.</param>
/// <param name="Contacts">The contacts.</param>
/// <param name="Stack">The working memory in numbers of eight bytes.</param>
internal sealed record EngineCapacities(int Constraints, int Contacts, int Stack);
