using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;

namespace Nexus.Tests.Verify;

/// <summary>A reference to another module's resource, by its name, holds what the verifier asks of it.</summary>
[TestClass]
public sealed class ReferenceDeclarationTests
{
    [TestMethod]
    public void A_reference_by_name_leads_to_a_resource_of_a_module_that_is_needed()
    {
        var model = NexusModel.Of(modules => modules.Module<CoreModule>().Module<ShopModule>().Module<StoreModule>());
        Assert.AreEqual("shop.thing", model.FindResource("store.box")!.Find("thing_id")!.References);

        StringAssert.Contains(Assert.ThrowsExactly<ModelException>(() => NexusModel.Of(modules => modules.Module<CoreModule>().Module<StrangerModule>())).Message, "stranger.crate.thing_id references shop.thing, which no module declares");
        StringAssert.Contains(Assert.ThrowsExactly<ModelException>(() => NexusModel.Of(modules => modules.Module<CoreModule>().Module<ShopModule>().Module<StrangerModule>())).Message, "Needs = [\"shop\"]");
    }

    /// <summary>Has things.</summary>
    [Module("shop", "Shop")]
    public sealed class ShopModule : IModule
    {
        public static void Declare(ModuleBuilder shop) => shop.Resource<Thing>();
    }

    /// <summary>Keeps them, and says so.</summary>
    [Module("store", "Store", Needs = ["shop"])]
    public sealed class StoreModule : IModule
    {
        public static void Declare(ModuleBuilder store) => store.Resource<Box>();
    }

    /// <summary>Keeps them, and doesn't say so.</summary>
    [Module("stranger", "Stranger")]
    public sealed class StrangerModule : IModule
    {
        public static void Declare(ModuleBuilder stranger) => stranger.Resource<Crate>();
    }

    /// <summary>A thing.</summary>
    [Resource("shop.thing")]
    public sealed class Thing : Resource
    {
        /// <summary>Its name.</summary>
        public string Name { get; set; } = "";
    }

    /// <summary>A box with a thing in it.</summary>
    [Resource("store.box")]
    public sealed class Box : Resource
    {
        /// <summary>What is in it.</summary>
        [References("shop.thing")]
        public Guid? ThingId { get; set; }
    }

    /// <summary>A crate with a thing in it.</summary>
    [Resource("stranger.crate")]
    public sealed class Crate : Resource
    {
        /// <summary>What is in it.</summary>
        [References("shop.thing")]
        public Guid? ThingId { get; set; }
    }
}
